package io.bulwark.proxy.inspect;

import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Unusual;
import java.util.function.Supplier;

/** Where a loop lays down what it has learned, in tests: always wants a copy. */
final class Desk implements Sightings.Board {
    private Profile newest = Profile.none();

    /** The profile that was laid down last. */
    Profile newest() {
        return newest;
    }

    @Override
    public boolean wanted() {
        return true;
    }

    @Override
    public void post(Supplier<Profile> copy) {
        newest = copy.get();
    }

    @Override
    public Profile known() {
        return Profile.none();
    }

    @Override
    public void tell(Unusual unusual) {
        throw new AssertionError("nothing is known, so nothing is unusual");
    }
}
