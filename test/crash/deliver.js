// The only way into a Worker's queue() from outside: a Worker beside it, with a socket of its own.
export default {
  async fetch(request, env) {
    const { queue, messages } = await request.json();
    const dated = messages.map((message) => ({ ...message, timestamp: new Date(message.timestamp) }));
    return Response.json(await env.BOT.queue(queue, dated));
  },
};
