// TinCanJS: statements with attachments, pages, voiding, documents.
"use strict";

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const { promisify } = require("node:util");
const TinCan = require("tincanjs");
const { endpoint, user, password, run } = require("./server");

const agent = new TinCan.Agent({ account: { homePage: "https://clients.example", name: `tincan-${randomUUID()}` } });
const activity = new TinCan.Activity({
  id: `https://clients.example/activities/${randomUUID()}`,
  definition: { name: { "en-US": "An activity" } },
});
const verb = { id: "https://clients.example/verbs/tried", display: { "en-US": "tried" } };
const statement = (more) => new TinCan.Statement({ actor: agent, verb, target: activity, ...more });

/** lrs.NAME(..., {callback}) as a promise of what the server answered. */
function asked(lrs, name, ...values) {
  const settings = values.pop() || {};
  return new Promise((resolve, reject) => {
    const callback = (error, answer) =>
      error === null || error === undefined
        ? resolve(answer)
        : reject(new Error(`${name}: ${error} ${answer && answer.responseText}`));
    lrs[name](...values, { ...settings, callback });
  });
}

async function attachments(lrs) {
  const content = Uint8Array.from("a note\r\n", (c) => c.charCodeAt(0)).buffer;
  const attachment = {
    usageType: "https://clients.example/attachments/note",
    display: { "en-US": "A note" },
    contentType: "text/plain",
    content,
  };
  const sent = statement({ attachments: [attachment] });
  await asked(lrs, "saveStatement", sent, {});
  const got = await asked(lrs, "retrieveStatement", sent.id, { params: { attachments: true } });
  assert.equal(got.id, sent.id);
  assert.equal(got.attachments[0].getContentAsString(), "a note\r\n");
}

async function pages(lrs) {
  const sent = Array.from({ length: 5 }, () => statement());
  await asked(lrs, "saveStatements", sent, {});
  const found = [];
  let page = await asked(lrs, "queryStatements", { params: { agent, verb: new TinCan.Verb(verb), limit: 2, ascending: true } });
  for (;;) {
    found.push(...page.statements.map((one) => one.id));
    if (!page.more) break;
    page = await asked(lrs, "moreStatements", { url: page.more });
  }
  assert.deepEqual(found.slice(-5), sent.map((one) => one.id));
  return sent;
}

async function voiding(lrs, id) {
  const voids = new TinCan.Statement({
    actor: agent,
    verb: { id: "http://adlnet.gov/expapi/verbs/voided" },
    target: { objectType: "StatementRef", id },
  });
  await asked(lrs, "saveStatement", voids, {});
  await assert.rejects(asked(lrs, "retrieveStatement", id, {}), /404/);
  assert.equal((await asked(lrs, "retrieveVoidedStatement", id, {})).id, id);
}

async function states(lrs) {
  const place = { agent, activity, registration: randomUUID() };
  await asked(lrs, "saveState", "bookmark", { page: 1 }, { ...place, contentType: "application/json" });
  const got = await asked(lrs, "retrieveState", "bookmark", place);
  assert.deepEqual(got.contents, { page: 1 });
  await asked(lrs, "saveState", "bookmark", { other: 2 }, { ...place, contentType: "application/json", method: "POST" });
  assert.deepEqual((await asked(lrs, "retrieveState", "bookmark", place)).contents, { page: 1, other: 2 });
  assert.deepEqual(await asked(lrs, "retrieveStateIds", place), ["bookmark"]);
  await asked(lrs, "dropState", "bookmark", place);
  assert.deepEqual(await asked(lrs, "retrieveStateIds", place), []);
}

async function profiles(lrs, kind, place) {
  const call = (verbOf, ...values) => asked(lrs, `${verbOf}${kind}Profile`, "settings", ...values);
  await call("save", "dark", { ...place, contentType: "text/plain" });
  const got = await call("retrieve", place);
  assert.equal(got.contents, "dark");
  await assert.rejects(call("save", "lost", { ...place, contentType: "text/plain" }), /412/);
  await call("save", "light", { ...place, contentType: "text/plain", lastSHA1: got.etag.replaceAll('"', "") });
  assert.equal((await call("retrieve", place)).contents, "light");
  assert.deepEqual(await asked(lrs, `retrieve${kind}ProfileIds`, place), ["settings"]);
  await call("drop", place);
}

async function everything() {
  const lrs = new TinCan.LRS({ endpoint, username: user, password, allowFail: false });
  assert.ok((await asked(lrs, "about", {})).version.includes("1.0.3"));
  await attachments(lrs);
  const sent = await pages(lrs);
  await voiding(lrs, sent[0].id);
  await states(lrs);
  await profiles(lrs, "Agent", { agent });
  await profiles(lrs, "Activity", { activity });
  const known = await asked(lrs, "retrieveActivity", activity.id, {});
  assert.equal(known.definition.name["en-US"], "An activity");
}

run("tincanjs", everything);
