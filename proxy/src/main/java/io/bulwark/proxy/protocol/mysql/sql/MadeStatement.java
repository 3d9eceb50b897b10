package io.bulwark.proxy.protocol.mysql.sql;

/**
 * Follows where a statement has the server make another one: behind {@code PREPARE s FROM} and {@code EXECUTE IMMEDIATE}. What
 * is one literal can be read; of a variable, a function or several literals nobody knows what will run.
 */
final class MadeStatement {
    private enum Place {
        ELSEWHERE,
        /** What the statement is made of comes next. */
        AWAITED,
        /** It was a literal, so that nothing else may belong to it. */
        READ
    }

    private Place place = Place.ELSEWHERE;

    void reset() {
        place = Place.ELSEWHERE;
    }

    boolean isAwaited() {
        return place == Place.AWAITED;
    }

    void read() {
        place = Place.READ;
    }

    /** A word comes; true when it makes a statement that cannot be read. */
    boolean word(Word word, Clause at) {
        var begins = (word == Word.FROM && at.first == Word.PREPARE && place == Place.ELSEWHERE)
                || (word == Word.IMMEDIATE && at.first == Word.EXECUTE && at.previous == Word.EXECUTE);
        if (begins) {
            place = Place.AWAITED;
            return false;
        }
        if (word == Word.USING && place == Place.READ) {
            place = Place.ELSEWHERE;
        }
        return other();
    }

    /** Anything else comes; true when it makes a statement that cannot be read. */
    boolean other() {
        var unread = place != Place.ELSEWHERE;
        place = Place.ELSEWHERE;
        return unread;
    }
}
