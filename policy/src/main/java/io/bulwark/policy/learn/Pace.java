package io.bulwark.policy.learn;

/**
 * The most that a peer has done within one minute.
 *
 * @param calls how many calls it made
 * @param failures how many of them did not succeed
 * @param peers how many different peers there were; 1 unless the pace is of a whole side
 * @param bytes how many bytes of answers it took
 * @param records how many records were in them, such as rows
 */
public record Pace(long calls, long failures, long peers, long bytes, long records) {

    /** A pace without records. */
    public Pace(long calls, long failures, long peers, long bytes) {
        this(calls, failures, peers, bytes, 0);
    }

    /** The busiest of both in each respect. */
    public Pace join(Pace other) {
        return new Pace(
                Math.max(calls, other.calls),
                Math.max(failures, other.failures),
                Math.max(peers, other.peers),
                Math.max(bytes, other.bytes),
                Math.max(records, other.records));
    }
}
