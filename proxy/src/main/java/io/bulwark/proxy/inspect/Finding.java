package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;

/**
 * A confirmed match.
 *
 * @param index the place of the signature in its matcher
 * @param action what the policy says to its group, there
 * @param offset one past the match's last byte in the field, or in the decoded reading in which it was found
 * @param snippet the end of the match, masked
 * @param place where in its message the value stands; empty when nobody knows
 */
record Finding(int index, Signature signature, Action action, Field field, long offset, String snippet, String place) {}
