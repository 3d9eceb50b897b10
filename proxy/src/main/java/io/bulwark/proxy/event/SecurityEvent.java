package io.bulwark.proxy.event;

import java.time.Instant;

/**
 * One thing that a security team must see. A text that does not apply is empty, never null.
 *
 * <p>Texts hold what a peer sent, so they are cut: a full queue of the largest events is still bounded memory. A snippet is
 * masked by whoever makes the event.
 *
 * @param id a number that no other event of this process has, from 1 on; 0 before the event is queued
 * @param flow the id that a refused client was shown
 * @param side {@code ingress} or {@code egress}
 * @param mode {@code monitor} or {@code enforce}
 * @param field the id of the field that was read
 * @param offset where the match ends in its field, or in its stream where there is no field; -1 where there is none
 */
public record SecurityEvent(
        Instant time,
        long id,
        String flow,
        String peer,
        String destination,
        String side,
        String protocol,
        String operation,
        Verdict verdict,
        String rule,
        String mode,
        String field,
        long offset,
        String snippet,
        String policyRevision,
        String detail) {
    /** How many characters of a text are kept where a peer chooses its length. */
    public static final int MAX_TEXT = 512;

    /** How many characters of a text are kept where the proxy chooses it. */
    public static final int MAX_NAME = 128;

    public SecurityEvent {
        flow = cut(flow, MAX_NAME);
        peer = cut(peer, MAX_NAME);
        destination = cut(destination, MAX_NAME);
        side = cut(side, MAX_NAME);
        protocol = cut(protocol, MAX_NAME);
        operation = cut(operation, MAX_TEXT);
        rule = cut(rule, MAX_NAME);
        mode = cut(mode, MAX_NAME);
        field = cut(field, MAX_NAME);
        snippet = cut(snippet, MAX_TEXT);
        policyRevision = cut(policyRevision, MAX_NAME);
        detail = cut(detail, MAX_TEXT);
    }

    /** The same under a number of its own. */
    public SecurityEvent numbered(long newId) {
        return new SecurityEvent(
                time,
                newId,
                flow,
                peer,
                destination,
                side,
                protocol,
                operation,
                verdict,
                rule,
                mode,
                field,
                offset,
                snippet,
                policyRevision,
                detail);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
