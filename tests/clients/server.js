// Where the server is and who asks, as the test that runs us says it.
"use strict";

const need = (name) => {
  if (!process.env[name]) throw new Error(`${name} is not set`);
  return process.env[name];
};

exports.root = need("LRS_ROOT"); // http://127.0.0.1:8443
exports.endpoint = `${exports.root}/xapi/`;
exports.user = need("LRS_USER");
exports.password = need("LRS_PASSWORD");
exports.basic = "Basic " + Buffer.from(`${exports.user}:${exports.password}`).toString("base64");

/** Everything inside runs to its end, or the program says why not and fails. */
exports.run = (name, work) =>
  work().then(
    () => console.log(`${name}: done`),
    (error) => {
      console.error(`${name}: ${error.stack || error}`);
      if (error.response) console.error(error.response.status, error.response.data);
      process.exit(1);
    },
  );
