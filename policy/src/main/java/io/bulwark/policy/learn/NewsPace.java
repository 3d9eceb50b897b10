package io.bulwark.policy.learn;

/** When what was learned is passed on: in the next round if a name in it is new, more and more rarely while only counts grow. */
public final class NewsPace {
    /* A busy service counts on for years after its last new call was seen. Thousands of proxies that told their whole profiles for that each
     * round, and a control plane that wrote them, would be busy with nothing. */

    private final int longest;
    private Outline told = Outline.nothing();
    private int rounds;
    private int wait = 1;

    /** @param longest the most rounds in which there were only more calls, and nothing is passed on */
    public NewsPace(int longest) {
        this.longest = longest;
    }

    /** Whether to pass this on in the round that begins; if so, it counts as passed on. Called once a round. */
    public boolean isDue(Profile profile) {
        var now = Outline.of(profile);
        rounds++;
        if (!told.has(now)) {
            told = told.and(now);
            wait = 1;
        } else if (rounds < wait) {
            return false;
        } else {
            wait = Math.min(2 * wait, longest);
        }
        rounds = 0;
        return true;
    }

    /** Begins anew, as somebody listens who was told nothing. */
    public void reset() {
        told = Outline.nothing();
        rounds = 0;
        wait = 1;
    }
}
