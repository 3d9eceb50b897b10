package io.bulwark.proxy.protocol.mysql.sql;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;

/** The hash of a statement's normal form: words and signs with a blank between them, every literal a question mark. */
final class Digest implements Bytes {
    /*
     * A list of literals counts as one, and a run of rows of literals as one row, so that IN (1, 2, 3) and IN (4), or inserts
     * of one row and of many, have one digest. Both are done by holding back what may be a repetition until it is one or not:
     *
     *     list   after ?          holds back  ,          and drops it if ? comes
     *     rows   after ( ? )      holds back  , ( ? )    and drops all of it
     */
    static final int HEX = 32;

    private static final int SHA256 = 32;
    private static final byte[] ROW = {',', '(', '?', ')'};
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final MessageDigest sha;
    private final byte[] staged = new byte[256];
    private final byte[] hash = new byte[SHA256];
    private final byte[] one = new byte[1];
    private int stagedCount;
    private boolean afterLiteral;
    private boolean heldComma;
    private int open;
    private boolean afterRow;
    private int heldRow;

    Digest() {
        sha = Sha256.begin();
    }

    void begin() {
        sha.reset();
        stagedCount = 0;
        afterLiteral = false;
        heldComma = false;
        afterRow = false;
        heldRow = 0;
        open = 0;
    }

    void literal() {
        sign((byte) '?');
    }

    void sign(byte sign) {
        if (repeatsRow(sign)) {
            return;
        }
        if (afterLiteral && sign == ',') {
            heldComma = true;
            afterLiteral = false;
            return;
        }
        if (heldComma) {
            heldComma = false;
            if (sign == '?') {
                afterLiteral = true;
                return;
            }
            put((byte) ',');
        }
        put(sign);
        afterLiteral = sign == '?';
        followRow(sign);
    }

    /** Follows {@code ( ? )} among what was put out. */
    private void followRow(byte sign) {
        afterRow = false;
        if (sign == '(') {
            open = 1;
        } else if (sign == '?' && open >= 1) {
            open = 2;
        } else {
            afterRow = sign == ')' && open == 2;
            open = 0;
        }
    }

    private boolean repeatsRow(byte sign) {
        if (heldRow == 0 && !(afterRow && sign == ',')) {
            return false;
        }
        var more = heldRow == 3 && (sign == ',' || sign == '?');
        if (more || sign == ROW[heldRow]) {
            heldRow = more ? 3 : (heldRow + 1) % ROW.length;
            return true;
        }
        release();
        return false;
    }

    /** What was held back is no repetition. */
    private void release() {
        var count = heldRow;
        heldRow = 0;
        afterRow = false;
        for (var index = 0; index < count; index++) {
            put(ROW[index]);
        }
        open = count == 2 ? 1 : count == 3 ? 2 : 0;
        afterLiteral = count == 3;
    }

    void word(byte[] text, int length) {
        if (heldRow > 0) {
            release();
        }
        if (heldComma) {
            heldComma = false;
            put((byte) ',');
        }
        afterLiteral = false;
        afterRow = false;
        open = 0;
        put(text, length);
    }

    private void put(byte sign) {
        one[0] = sign;
        put(one, 1);
    }

    private void put(byte[] text, int length) {
        if (stagedCount + length + 1 > staged.length) {
            sha.update(staged, 0, stagedCount);
            stagedCount = 0;
        }
        if (length >= staged.length) {
            sha.update(text, 0, length);
        } else {
            System.arraycopy(text, 0, staged, stagedCount, length);
            stagedCount += length;
        }
        staged[stagedCount++] = ' ';
    }

    void finish() {
        if (heldRow > 0) {
            release();
        }
        if (heldComma) {
            heldComma = false;
            put((byte) ',');
        }
        sha.update(staged, 0, stagedCount);
        stagedCount = 0;
        try {
            sha.digest(hash, 0, SHA256);
        } catch (DigestException impossible) {
            throw new IllegalStateException("there is room for the hash", impossible);
        }
    }

    /** Copies the digest as hexadecimal digits. */
    void copyTo(byte[] target) {
        for (var index = 0; index < HEX; index++) {
            target[index] = get(index);
        }
    }

    @Override
    public int length() {
        return HEX;
    }

    @Override
    public byte get(int index) {
        var octet = hash[index >> 1];
        return DIGITS[(index & 1) == 0 ? (octet >> 4) & 15 : octet & 15];
    }
}
