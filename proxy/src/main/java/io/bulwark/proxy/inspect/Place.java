package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;

/** Where in its message a value stands, as far as policy and events care. Asked only when something was found in it. */
interface Place {
    /** What events call it; empty when it has no name. */
    String name();

    /** What a finding of this signature leads to at this place; {@code otherwise} is what it leads to anywhere. */
    Action action(int signatureIndex, String group, Action otherwise);
}
