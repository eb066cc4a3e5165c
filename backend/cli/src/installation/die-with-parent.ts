// Loaded into every process that `up` starts. When the supervisor is gone, the channel to it closes: stop in order instead of
// going on unseen, holding the ports that the next `up` wants.
process.on("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), 30_000).unref();
});
process.channel?.unref();
