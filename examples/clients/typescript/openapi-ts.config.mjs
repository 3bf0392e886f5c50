// FANGXIN_DOCUMENT: a file, or the address of an installation with /openapi.json behind it.
export default {
  input: process.env.FANGXIN_DOCUMENT,
  output: "client",
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
};
