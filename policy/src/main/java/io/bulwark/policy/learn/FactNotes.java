package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;

/** Notes what a call had beside verb and resource: facts about it, its query, its content. One for each learner. */
final class FactNotes {
    /** What this takes, about. */
    static final long BYTES = 8L * QueryPairs.MAX_BYTES;

    private static final int QUERY = PendingCall.place(Attribute.QUERY);
    private static final int CONTENT_TYPE = PendingCall.place(Attribute.CONTENT_TYPE);

    private final Text[] names = new Text[Facts.KEPT.size()];
    private final int[] places = new int[Facts.KEPT.size()];
    private final QueryPairs pairs = new QueryPairs();
    private final ContentNotes contents = new ContentNotes();
    private final Noted noted = new Noted();

    FactNotes() {
        for (int i = 0; i < names.length; i++) {
            names[i] = new Text(Facts.name(Facts.KEPT.get(i)));
            places[i] = PendingCall.place(Facts.KEPT.get(i));
        }
    }

    /** What reads and writes the notes of contents. */
    ContentNotes ofContents() {
        return contents;
    }

    /**
     * Notes all of it; returns how much bigger that has made the cell.
     *
     * @param number of the call
     * @param roomForContents whether contents may take room
     */
    int note(Cell cell, PendingCall call, long number, boolean roomForContents) {
        var text = call.text();
        int growth = 0;
        for (int i = 0; i < names.length; i++) {
            int place = places[i];
            if (call.has(place)) {
                int from = call.from(place);
                int to = place == CONTENT_TYPE ? typeEnd(text, from, call.to(place)) : call.to(place);
                growth += cell.parameters().add(names[i], noted.whole(text, from, to), number);
            }
        }
        if (call.has(QUERY)) {
            pairs.open(text, call.from(QUERY), call.to(QUERY));
            while (pairs.next()) {
                noted.of(pairs.value(), 0, pairs.value().length(), pairs.length(), pairs.characters());
                growth += cell.parameters().add(pairs.name(), noted, number);
            }
        }
        return growth + content(cell, call, number, roomForContents);
    }

    private int content(Cell cell, PendingCall call, long number, boolean room) {
        return switch (call.content()) {
            case NONE -> 0;
            case UNREAD -> cell.contents().open();
            case NOTED -> room ? noted(cell, call, number) : 0;
        };
    }

    private int noted(Cell cell, PendingCall call, long number) {
        int growth = 0;
        cell.contentRead();
        contents.open(call.text(), call.contentFrom(), call.text().length());
        while (contents.next()) {
            growth += cell.contents().add(contents.name(), contents.value(), number);
        }
        return growth;
    }

    /** Where a media type ends and its parameters begin. */
    private static int typeEnd(Bytes text, int from, int to) {
        int end = from;
        while (end < to && text.get(end) != ';' && text.get(end) != ' ') {
            end++;
        }
        return end;
    }
}
