package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.signatures.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What speaks against one message: findings, troubles, bytes that could not be read. Emptied for the next message. */
final class Evidence {
    /** The findings of a message that are kept; of more, only the first that blocks is, and the rest are counted. */
    static final int MAX_FINDINGS = 16;

    private static final int MAX_TROUBLES = 8;
    private static final int APART = 8;

    private final List<Finding> findings = new ArrayList<>(0);
    private final List<Noted> troubles = new ArrayList<>(0);
    private final long[] matches = new long[MAX_FINDINGS];
    private final long[] ends = new long[MAX_FINDINGS];
    private Action gravest = Action.OFF;
    private @Nullable Finding blocking;
    private int unkept;
    private long unreadCoding;
    private long unreadSize;
    private long unreadMatcher;

    /** Empties it; costs nothing when it is empty. */
    void clear() {
        if (isClean()) {
            return;
        }
        findings.clear();
        troubles.clear();
        gravest = Action.OFF;
        blocking = null;
        unkept = 0;
        unreadCoding = 0;
        unreadSize = 0;
        unreadMatcher = 0;
    }

    /** Whether nothing was found and nothing went wrong. */
    boolean isClean() {
        return gravest == Action.OFF && troubles.isEmpty();
    }

    /** Whether this signature was found in this field already, with an action that is no less grave. */
    boolean has(int signatureIndex, Field field, Action action) {
        for (var index = 0; index < findings.size(); index++) {
            var finding = findings.get(index);
            if (finding.index() == signatureIndex
                    && finding.field() == field
                    && finding.action().compareTo(action) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The same signature matched again in a result, at an end that is so far from the last one that it is another value. */
    void again(int signatureIndex, long endOffset) {
        for (var index = 0; index < findings.size(); index++) {
            if (findings.get(index).index() == signatureIndex && endOffset - ends[index] >= APART) {
                ends[index] = endOffset;
                matches[index]++;
                return;
            }
        }
    }

    /** How often the signature of this finding matched. */
    long matches(int finding) {
        return finding < MAX_FINDINGS ? matches[finding] : 1;
    }

    void add(Finding finding) {
        var decides = finding.action() == Action.BLOCK && blocking == null;
        if (findings.size() < MAX_FINDINGS) {
            matches[findings.size()] = 1;
            ends[findings.size()] = finding.offset();
        }
        if (findings.size() < MAX_FINDINGS || decides) {
            findings.add(finding);
        } else {
            unkept++;
        }
        if (finding.action().compareTo(gravest) > 0) {
            gravest = finding.action();
        }
        if (decides) {
            blocking = finding;
        }
    }

    void note(Trouble trouble, String what, long offset) {
        if (troubles.size() < MAX_TROUBLES && !isNoted(trouble, what)) {
            troubles.add(new Noted(trouble, what, offset));
        }
    }

    private boolean isNoted(Trouble trouble, String what) {
        return troubles.stream()
                .anyMatch(noted -> noted.trouble() == trouble && noted.what().equals(what));
    }

    /** Counts bytes of the message whose content was not read. */
    void unread(Uninspected why, long byteCount) {
        switch (why) {
            case CONTENT_CODING -> unreadCoding += byteCount;
            case DECODED_SIZE -> unreadSize += byteCount;
            default -> unreadMatcher += byteCount;
        }
    }

    long unreadCoding() {
        return unreadCoding;
    }

    long unreadSize() {
        return unreadSize;
    }

    long unreadMatcher() {
        return unreadMatcher;
    }

    List<Finding> findings() {
        return findings;
    }

    List<Noted> troubles() {
        return troubles;
    }

    /** The gravest action of a finding; {@link Action#OFF} when there is none. */
    Action gravest() {
        return gravest;
    }

    /** The first finding that blocks, if one does. */
    @Nullable
    Finding blocking() {
        return blocking;
    }

    /** How many findings there were beyond those that are kept. */
    int unkept() {
        return unkept;
    }
}
