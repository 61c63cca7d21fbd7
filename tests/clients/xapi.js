// @xapi/xapi: statements with attachments, pages, voiding, documents.
"use strict";

const assert = require("node:assert/strict");
const { createHash, randomUUID } = require("node:crypto");
const imported = require("@xapi/xapi");
const { endpoint, user, password, run } = require("./server");

const XAPI = imported.default || imported;
const agent = { objectType: "Agent", account: { homePage: "https://clients.example", name: `xapi-${randomUUID()}` } };
const activityId = `https://clients.example/activities/${randomUUID()}`;
const verb = { id: "https://clients.example/verbs/tried", display: { "en-US": "tried" } };

function statement(more) {
  return {
    actor: { ...agent, name: "Ann" },
    verb,
    object: {
      objectType: "Activity",
      id: activityId,
      definition: { name: { "en-US": "An activity" }, type: "http://adlnet.gov/expapi/activities/lesson" },
    },
    ...more,
  };
}

/** An error of this status; its way to ask with fetch tells the words alone. */
const refused = (status, words) => (error) =>
  error.response ? error.response.status === status : words.test(error.message);

async function attachments(lrs) {
  const bytes = Uint8Array.from("Räder\r\n--x\r\n", (c) => c.charCodeAt(0));
  const id = (
    await lrs.sendStatement({
      statement: statement({
        attachments: [
          {
            usageType: "https://clients.example/attachments/note",
            display: { "en-US": "A note" },
            contentType: "text/plain",
            length: bytes.length,
            sha2: createHash("sha256").update(bytes).digest("hex"),
          },
        ],
      }),
      attachments: [bytes.buffer],
    })
  ).data[0];
  const got = await lrs.getStatement({ statementId: id, attachments: true });
  assert.equal(got.data[0].id, id);
  assert.equal(got.data.length, 2, "the statement and its attachment");
  const plain = await lrs.getStatement({ statementId: id });
  assert.equal(plain.data.attachments[0].length, bytes.length);
}

async function pages(lrs) {
  const sent = (await lrs.sendStatements({ statements: Array.from({ length: 5 }, () => statement()) })).data;
  assert.equal(sent.length, 5);
  const found = [];
  let page = await lrs.getStatements({ agent, verb: verb.id, activity: activityId, limit: 2, ascending: true });
  for (;;) {
    found.push(...page.data.statements.map((one) => one.id));
    if (!page.data.more) break;
    page = await lrs.getMoreStatements({ more: page.data.more });
  }
  assert.deepEqual(found.slice(-5), sent);
  assert.equal(new Set(found).size, found.length);
  return sent;
}

async function voiding(lrs, id) {
  await lrs.voidStatement({ actor: agent, statementId: id });
  await assert.rejects(lrs.getStatement({ statementId: id }), refused(404, /no such/));
  assert.equal((await lrs.getVoidedStatement({ voidedStatementId: id })).data.id, id);
}

async function states(lrs) {
  const place = { agent, activityId, registration: randomUUID() };
  const stateId = "bookmark";
  await lrs.createState({ ...place, stateId, state: { page: 1, kept: true } });
  await lrs.createState({ ...place, stateId, state: { page: 2 } });
  const got = await lrs.getState({ ...place, stateId });
  assert.deepEqual(got.data, { page: 2, kept: true });
  assert.deepEqual((await lrs.getStates(place)).data, [stateId]);
  await lrs.setState({ ...place, stateId, state: { page: 3 }, etag: got.headers.etag, matchHeader: "If-Match" });
  assert.deepEqual((await lrs.getState({ ...place, stateId })).data, { page: 3 });
  await lrs.deleteState({ ...place, stateId });
  await lrs.createState({ ...place, stateId: "other", state: {} });
  await lrs.deleteStates(place);
  assert.deepEqual((await lrs.getStates(place)).data, []);
}

async function profiles(lrs, kind, place) {
  const profileId = "settings";
  const call = (verbOf, more) => lrs[`${verbOf}${kind}Profile`]({ ...place, profileId, ...more });
  await call("create", { profile: { theme: "dark" } });
  const got = await call("get");
  assert.deepEqual(got.data, { theme: "dark" });
  await assert.rejects(
    call("set", { profile: {}, etag: '"0000000000000000000000000000000000000000"', matchHeader: "If-Match" }),
    refused(412, /another one|already/),
  );
  await call("set", { profile: { theme: "light" }, etag: got.headers.etag, matchHeader: "If-Match" });
  await assert.rejects(
    call("set", { profile: {}, etag: "*", matchHeader: "If-None-Match" }),
    refused(412, /another one|already/),
  );
  assert.deepEqual((await call("get")).data, { theme: "light" });
  assert.deepEqual((await lrs[`get${kind}Profiles`](place)).data, [profileId]);
  await call("delete");
  await assert.rejects(call("get"), refused(404, /no such/));
}

async function everything(adapter) {
  const lrs = new XAPI({ endpoint, auth: XAPI.toBasicAuth(user, password), adapter });
  assert.ok((await lrs.getAbout()).data.version.includes("1.0.3"));
  // Outside a browser its axios puts another Content-Type in the place of multipart/mixed.
  if (adapter === "fetch") await attachments(lrs);
  const sent = await pages(lrs);
  await voiding(lrs, sent[0]);
  await states(lrs);
  await profiles(lrs, "Agent", { agent });
  await profiles(lrs, "Activity", { activityId });
  assert.deepEqual((await lrs.getAgent({ agent })).data.name, ["Ann"]);
  const activity = (await lrs.getActivity({ activityId })).data;
  assert.equal(activity.definition.name["en-US"], "An activity");
}

run("@xapi/xapi", async () => {
  await everything("axios");
  await everything("fetch");
});
