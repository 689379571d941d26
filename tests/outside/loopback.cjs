// Loaded before the emulator, which would listen on every interface and cannot take a free port:
// makes it listen on a free port of loopback, and says which.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function () {
  this.once("listening", () => console.log(`listening at 127.0.0.1:${this.address().port}`));
  return listen.call(this, 0, "127.0.0.1");
};
