package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import org.jspecify.annotations.Nullable;

/** Where in its message a value stands, as far as policy and events care. Asked only when something was found in it. */
interface Place {
    /** What events call it. */
    String name();

    /** Whether it is a mere guess that the value is one: then a finding in it is told, and denies nothing. */
    boolean guessed();

    /** What policy says of findings of this group at this place; null when nothing in particular. */
    @Nullable
    Action action(String group);
}
