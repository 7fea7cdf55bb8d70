/** What the Page's own people do, in its inbox and in Business Manager. */
import { PAGE_INBOX } from "../../src/channels/messenger/limits.ts";
import { PersonActs } from "./person-acts.ts";
import { PAGE_FIELDS } from "./subscription-fields.ts";
import { REVIEWED, reviewOf, type TemplateDraft } from "./utility-templates.ts";
import { appIdNumber } from "./webhooks.ts";

export abstract class PageActs extends PersonActs {
  /** What this app has asked the inbox for, oldest first. */
  get asked(): readonly { readonly psid: string; readonly metadata?: string }[] {
    return this.world.asked;
  }

  /** Asks the bot for a conversation that it has. */
  agentAsks(psid: string, metadata?: string): void {
    const request = {
      requested_owner_app_id: appIdNumber(PAGE_INBOX),
      ...(metadata === undefined ? {} : { metadata }),
    };
    this.world.tell(psid, { request_thread_control: request });
  }

  /**
   * Answers from the inbox. While the bot has the conversation this is an echo only, as on a Page without a default
   * app; with `takes` the inbox also takes the conversation, as Meta does where apps are routed. `unnamed`: the echo has no
   * `app_id`.
   */
  agentSays(psid: string, text: string, options: { takes?: boolean; unnamed?: boolean } = {}): string {
    const before = this.world.owner(psid);
    if (options.takes && before !== PAGE_INBOX) {
      this.world.give(psid, PAGE_INBOX);
      const taken = { previous_owner_app_id: before, new_owner_app_id: PAGE_INBOX };
      this.world.tell(psid, { take_thread_control: taken }, { channel: "messaging" });
    }
    return this.world.pageSays(psid, "colleague", { text }, options.unnamed ? { unnamed: true } : {});
  }

  /** Gives the conversation back to the bot. */
  agentReleases(psid: string, metadata?: string): void {
    const before = this.world.owner(psid);
    this.world.give(psid, this.options.appId, metadata);
    this.world.tell(psid, {
      pass_thread_control: {
        previous_owner_app_id: before,
        new_owner_app_id: this.options.appId,
        ...(metadata === undefined ? {} : { metadata }),
      },
    });
  }

  /** Subscribes the app to the Page, as it was at first. What was said meanwhile stays unheard. */
  subscribes(): void {
    const { page } = this.world;
    page.subscribed = new Set(this.options.subscribed ?? PAGE_FIELDS);
  }

  /** Makes a utility template, as in Business Manager, and approves it at once. One that is there stays as it is. */
  approves({ name, language, ...more }: TemplateDraft): void {
    const { templates } = this.world.page;
    if (templates.find(name, language)) return;
    this.world.webhooks.announce(REVIEWED, reviewOf(templates.approve({ name, language, ...more })));
  }
}
