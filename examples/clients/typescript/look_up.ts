// Looks merchants of the sandbox up, as the program of a bank would. `client` is generated: see ../README.md.
import { issueToken, lookManyUp, lookUp } from "./client";
import { client } from "./client/client.gen";

async function main({ FANGXIN_URL, FANGXIN_CLIENT: client_id, FANGXIN_SECRET: client_secret } = process.env) {
  client.setConfig({ baseUrl: FANGXIN_URL });
  const form = { grant_type: "client_credentials", client_id, client_secret };
  client.setConfig({ auth: (await issueToken({ body: form, throwOnError: true })).data.access_token });
  for (const code of ["91000000FX0001029Y", "91000000FX9999999P"]) {
    const { data: one, error: problem } = await lookUp({ path: { code } });
    if (one) console.log(one.code, one.name, one.rating?.class, one.score_milli);
    else console.log(problem?.status, problem?.code, problem?.detail_zh);
  }
  const codes = ["91000000FX0006014J", "91000000FX00001062", "4711"];
  const { data: many } = await lookManyUp({ body: { codes }, throwOnError: true });
  for (const [at, { found, error }] of many.items.entries())
    console.log(codes[at], found ? (found.rating?.class ?? "None") : error?.reason);
}

main().catch((problem) => {
  console.error(problem);
  process.exitCode = 1;
});
