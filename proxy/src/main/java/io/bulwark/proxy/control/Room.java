package io.bulwark.proxy.control;

import io.bulwark.policy.GrpcInspection;
import io.bulwark.policy.handout.Handout;
import java.util.Optional;

/**
 * How large a policy may be for the heap to hold the one in force, the next one, and what is made on the way.
 *
 * @param documents the most characters of the documents, each of which becomes many objects before it is compiled
 * @param peers the most characters of the parts about peers, which are read one by one
 * @param sets the most bytes of descriptor sets, unfolded
 * @param addresses the most addresses of peers, of which two letters of a part may say one
 */
record Room(int documents, int peers, int sets, int addresses) {
    private static final int DOCUMENTS_SHARE = 384;
    private static final int PEERS_SHARE = 96;
    private static final int SETS_SHARE = 128;
    private static final int ADDRESS_SHARE = 3072;

    /** @param heap the most bytes that it may have */
    static Room in(long heap) {
        return new Room(
                (int) Math.min(heap / DOCUMENTS_SHARE, Handout.MAX_TEXTS),
                (int) Math.min(heap / PEERS_SHARE, Handout.MAX_TEXTS),
                (int) Math.min(heap / SETS_SHARE, GrpcInspection.MAX_DESCRIPTOR_BYTES),
                (int) Math.min(heap / ADDRESS_SHARE, Handout.MAX_TEXTS));
    }

    /** Of this virtual machine. */
    static Room ofThisProcess() {
        return in(Runtime.getRuntime().maxMemory());
    }

    /** The most characters, and bytes of a line that tells them packed. */
    int all() {
        return documents + peers + setTexts();
    }

    /** The most characters of descriptor sets, which gzip makes fewer. */
    private int setTexts() {
        return (sets + 2) / 3 * 4;
    }

    /** Why a handout is too large; empty when it is not. */
    Optional<String> refusal(Handout handout) {
        long documentLength = handout.text(Handout.INSPECTION).length()
                + (long) handout.text(Handout.ALLOWLIST).length();
        long setLength = handout.length(Handout.DESCRIPTORS);
        long peerLength = handout.length() - documentLength - setLength;
        if (documentLength > documents) {
            return Optional.of(refusal("documents", documentLength, documents));
        }
        if (setLength > setTexts()) {
            return Optional.of(refusal("descriptor sets", setLength, setTexts()));
        }
        return peerLength > peers ? Optional.of(refusal("peers", peerLength, peers)) : Optional.empty();
    }

    /** Why something is too large. */
    static String refusal(String what, long length, int most) {
        return "the heap of this proxy has room for " + most + " characters of " + what + ", not for " + length
                + "; give its container more memory";
    }
}
