// Sends two records with a handler as its manual shows it: node send.js HANDLER PORTAL TOKEN GELF_PORT
const [handler, portal, token, gelfPort] = process.argv.slice(2);
const winston = require("winston");

function logWith(transport) {
  const log = winston.createLogger({ level: "info", format: winston.format.json(), transports: [transport] });
  log.info("drawer open", { till: 3 });
  log.error("no paper", { till: 4 });
  return log;
}

const handlers = {
  loki() {
    const LokiTransport = require("winston-loki");
    const transport = new LokiTransport({
      host: portal, basicAuth: `any:${token}`, timeout: 30000, labels: { app: "till" }, json: process.env.LOKI_JSON === "1", interval: 1,
      onConnectionError: (error) => { console.error(error); process.exit(1); },
    });
    logWith(transport);
    setTimeout(() => transport.flush().then(() => process.exit(0)), 500);
  },
  splunk() {
    const SplunkTransport = require("winston-splunk-httplogger");
    const transport = new SplunkTransport({ splunk: { url: portal, token, source: "till", sourcetype: "_json" } });
    logWith(transport);
    setTimeout(() => process.exit(0), 1500);
  },
  gelf() {
    const gelf = require("gelf-pro");
    gelf.setConfig({ adapterName: "tcp", adapterOptions: { host: "127.0.0.1", port: Number(gelfPort) }, fields: { till: 3 } });
    gelf.info("drawer open", {}, () => gelf.error("no paper", {}, () => process.exit(0)));
  },
};
handlers[handler]();
