package io.bulwark.proxy.detect;

import io.bulwark.proxy.protocol.Protocol;

/** What is known of a flow's protocol so far. */
public sealed interface Detection {
    Detection NOT_YET = new NotYet();
    Detection UNRECOGNISED = new Unrecognised();

    /** The bytes so far fit more than one protocol, or none has come. */
    record NotYet() implements Detection {}

    /** The bytes can only be this protocol's. */
    record Matched(Protocol protocol) implements Detection {}

    /** The bytes fit no protocol that the proxy reads. */
    record Unrecognised() implements Detection {}
}
