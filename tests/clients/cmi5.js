// @xapi/cmi5: a whole session of a trainee, launched by us as a learning management system would.
"use strict";

const assert = require("node:assert/strict");
const http = require("node:http");
const { randomUUID } = require("node:crypto");
globalThis.XMLHttpRequest = require("xhr2"); // the package is made for browsers
const imported = require("@xapi/cmi5/dist/Cmi5.umd.js");
const { root, endpoint, basic, run } = require("./server");

const Cmi5 = imported.default || imported;
const activityId = "https://clients.example/au/1";
const registration = randomUUID();
const sessionId = randomUUID();
const sessionKey = "https://w3id.org/xapi/cmi5/context/extensions/sessionid";

/** The trainee gets a credential for their code, as their workstation does. */
async function enroll() {
  const answer = await fetch(`${root}/understudy/v1/enroll`, {
    method: "POST",
    body: JSON.stringify({ code: process.env.LRS_CODE, device: "cmi5", name: "browser" }),
  });
  assert.equal(answer.status, 200);
  return answer.json();
}

async function ask(method, path, query, body, headers = {}) {
  const answer = await fetch(`${endpoint}${path}?${new URLSearchParams(query)}`, {
    method,
    body: body && JSON.stringify(body),
    headers: { Authorization: basic, "X-Experience-API-Version": "1.0.3", "Content-Type": "application/json", ...headers },
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? "" : await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

async function prepare(actor) {
  await ask(
    "PUT",
    "activities/state",
    { activityId, registration, stateId: "LMS.LaunchData", agent: JSON.stringify(actor) },
    {
      launchMode: "Normal",
      moveOn: "CompletedAndPassed",
      masteryScore: 0.8,
      returnURL: "https://clients.example/back",
      contextTemplate: { registration, extensions: { [sessionKey]: sessionId } },
    },
  );
  await ask(
    "PUT",
    "agents/profile",
    { profileId: "cmi5LearnerPreferences", agent: JSON.stringify(actor) },
    { languagePreference: "en-US", audioPreference: "off" },
    { "If-None-Match": "*" },
  );
}

/** Gives the token to the first who asks, and to nobody else. */
function fetchServer(token) {
  let asked = 0;
  const server = http.createServer((request, response) => {
    const first = request.method === "POST" && ++asked === 1;
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(first ? { "auth-token": token } : { "error-code": "1", "error-text": "used" }));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function session() {
  const trainee = await enroll();
  const actor = { objectType: "Agent", ...trainee.actor };
  await prepare(actor);
  const server = await fetchServer(Buffer.from(`${trainee.user}:${trainee.password}`).toString("base64"));
  const unit = new Cmi5({
    endpoint,
    fetch: `http://127.0.0.1:${server.address().port}/token`,
    actor,
    registration,
    activityId,
  });
  await unit.initialize();
  assert.equal(unit.launchData.masteryScore, 0.8);
  assert.equal(unit.getLearnerPreferences().languagePreference, "en-US");
  await unit.interactionTrueFalse("https://clients.example/test", "https://clients.example/question", true, true);
  await unit.pass(0.9);
  await unit.complete();
  await unit.terminate();
  server.close();

  const told = await ask("GET", "statements", { registration, ascending: true });
  assert.deepEqual(
    told.statements.map((one) => one.verb.id.split("/").pop()),
    ["initialized", "answered", "passed", "completed", "terminated"],
  );
  for (const one of told.statements) {
    assert.equal(one.actor.account.name, trainee.actor.account.name);
    assert.equal(one.context.extensions[sessionKey], sessionId);
    assert.equal(one.authority.account.name, trainee.user);
  }
  assert.equal(told.statements[2].result.score.scaled, 0.9);
}

run("@xapi/cmi5", session);
