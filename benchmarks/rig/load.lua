-- Sends the bytes of one file as every request; prints one line of tab-separated figures at the end.
-- Latencies are in microseconds.

function init(args)
  local file = assert(io.open(args[1], "rb"))
  bytes = file:read("*a")
  file:close()
end

function request()
  return bytes
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES\t%d\t%.3f\t%.0f\t%.0f\t%.0f\t%d\n",
    summary.requests, summary.duration / 1e6,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    e.connect + e.read + e.write + e.status + e.timeout))
end
