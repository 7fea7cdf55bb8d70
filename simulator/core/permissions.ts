/** What an app can be granted, as far as the routes ask for it. Documented: the pages of each route, 2026. */
export const ALL_PERMISSIONS: readonly string[] = [
  "pages_messaging",
  "pages_manage_metadata",
  "pages_read_engagement",
  "pages_manage_engagement",
  "pages_show_list",
  "pages_utility_messaging",
  "business_management",
  "human_agent",
];
