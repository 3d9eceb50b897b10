package io.bulwark.proxy.relay;

import io.bulwark.proxy.stream.Ticker;

/** What the event loop lends to each of its flows. */
public record FlowTools(Ticker ticker, FlowMeters meters) {}
