package io.bulwark.proxy.inspect;

import io.bulwark.policy.Trouble;

/** A trouble met in a message; {@code what} names the anomaly, limit or reason. */
record Noted(Trouble trouble, String what, long offset) {}
