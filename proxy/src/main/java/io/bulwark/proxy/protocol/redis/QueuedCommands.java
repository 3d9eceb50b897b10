package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.Judge;
import java.util.Arrays;

/** The commands that the server has queued for EXEC, as numbers of the judge, who is told what has come of each. */
final class QueuedCommands {
    /** Of later ones in one transaction it is told that they failed, since only what is sure to have succeeded is learned. */
    static final int MAX = 16 * 1024;

    private static final int FIRST_CAPACITY = 8;

    private final Judge judge;
    private int[] sightings = new int[0];
    private int count;

    QueuedCommands(Judge judge) {
        this.judge = judge;
    }

    /** The server has queued the command with this number; zero when the judge does not want to know. */
    void add(int sighting) {
        if (count >= MAX) {
            tell(sighting, false);
            count++;
            return;
        }
        if (sighting != 0 && count >= sightings.length) {
            sightings = Arrays.copyOf(sightings, Math.max(FIRST_CAPACITY, Integer.highestOneBit(count) << 1));
        }
        if (count < sightings.length) {
            sightings[count] = sighting;
        }
        count++;
    }

    /** One of them, counted from zero, has failed. */
    void failed(long index) {
        if (index < Math.min(count, sightings.length)) {
            tell(sightings[(int) index], false);
            sightings[(int) index] = 0;
        }
    }

    /** The server was told to execute them, and has answered with so many replies. */
    void executed(long replies) {
        end(replies == count);
    }

    /** None of them is executed. */
    void discarded() {
        end(false);
    }

    private void end(boolean succeeded) {
        for (var index = 0; index < Math.min(count, sightings.length); index++) {
            tell(sightings[index], succeeded);
        }
        count = 0;
        if (sightings.length > 0) {
            Arrays.fill(sightings, 0);
        }
        if (sightings.length > 32 * FIRST_CAPACITY) {
            sightings = new int[0];
        }
    }

    private void tell(int sighting, boolean succeeded) {
        if (sighting != 0) {
            judge.outcome(sighting, succeeded);
        }
    }
}
