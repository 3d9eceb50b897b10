package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.mysql.Command.Answer;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;

/** Reads the answer to one command: result sets with their columns and rows, and what ends them. */
final class ResultReader {
    static final int IN_TRANSACTION = 0x0001;
    static final int MORE_RESULTS = 0x0008;
    static final int CURSOR_EXISTS = 0x0040;
    static final int NO_BACKSLASH_ESCAPES = 0x0200;

    private static final int UNKNOWN = -1;
    private static final int END = 0xFE;
    private static final int ERROR = 0xFF;
    private static final int LONGEST_EOF = 9;

    /** What an answer's last packet of few bytes means. */
    enum Outcome {
        GOES_ON,
        ENDS,
        BROKEN
    }

    /** What comes next. */
    private enum Phase {
        FIRST,
        COLUMNS,
        COLUMNS_END,
        ROWS,
        PARAMETERS,
        PARAMETERS_END,
        PREPARED_COLUMNS,
        PREPARED_COLUMNS_END,
        FIELDS
    }

    private final Connection connection;
    private final Values values;
    private final RowReader rows;
    private final ColumnReader column = new ColumnReader();
    private final Columns own = new Columns();
    private Columns columns = own;
    private Asked asked = new Asked();
    private Phase phase = Phase.FIRST;
    private boolean reading;
    private boolean judged;
    private int expected;
    private int expectedColumns;
    private int status;
    private long rowCount;

    ResultReader(Connection connection) {
        this.connection = connection;
        values = new Values(connection.responses(), Field.MYSQL_RESULT);
        rows = new RowReader(values);
    }

    private Judge judge() {
        return connection.responses();
    }

    private boolean endsWithOk() {
        return connection.session().has(Capability.DEPRECATE_EOF);
    }

    /** The answer to this command begins. */
    void begin(Asked to) {
        asked = to;
        reading = false;
        judged = false;
        rowCount = 0;
        status = UNKNOWN;
        phase = switch (to.answer()) {
            case ROWS -> Phase.ROWS;
            case FIELDS -> Phase.FIELDS;
            case NONE, OK, ONE_PACKET, TEXT_RESULT, BINARY_RESULT, PREPARED, LOGIN, STREAM -> Phase.FIRST;
        };
        var statement = to.statement();
        own.clear();
        columns = phase == Phase.ROWS && statement != null ? statement.columns() : own;
    }

    /** Whether the packet at hand is a column or a row. */
    boolean isReadingPacket() {
        return reading;
    }

    boolean isAtFirst() {
        return phase == Phase.FIRST;
    }

    /** Whether the answer told the server's status. */
    boolean knowsStatus() {
        return status != UNKNOWN;
    }

    /** The server's status as the last packet told it. */
    int status() {
        return status;
    }

    /** Whether the judge has a message of this answer. */
    boolean isJudged() {
        return judged;
    }

    void packetBegins(int first, int length) {
        reading = switch (phase) {
            case FIRST, COLUMNS_END, PARAMETERS_END, PREPARED_COLUMNS_END -> false;
            case COLUMNS, PARAMETERS, PREPARED_COLUMNS -> first != ERROR;
            case ROWS, FIELDS -> first != ERROR && !isEnd(first, length);
        };
        if (!reading) {
            return;
        }
        if (phase == Phase.ROWS) {
            beginJudging();
            rows.begin(columns, asked.answer() != Answer.TEXT_RESULT);
        } else {
            column.begin();
        }
    }

    private boolean isEnd(int first, int length) {
        return first == END && (length < LONGEST_EOF || (endsWithOk() && length < Frame.MAX_LENGTH));
    }

    private void beginJudging() {
        if (!judged) {
            judged = true;
            judge().begin(asked.operation());
        }
    }

    void payload(ByteView view, int from, int to, Frame frame) {
        if (phase == Phase.ROWS) {
            rows.feed(view, from, to);
        } else {
            column.feed(view, from, to, frame.position(), frame.length(), columns);
        }
    }

    /** A column or a row is complete; false when it was none. */
    boolean packetEnds() {
        reading = false;
        if (phase == Phase.ROWS) {
            rowCount++;
            return rows.isComplete();
        }
        column.end(columns);
        nextColumn();
        return true;
    }

    private void nextColumn() {
        if (phase == Phase.FIELDS) {
            columns.clear();
            return;
        }
        if (columns.count() < expected) {
            return;
        }
        switch (phase) {
            case COLUMNS -> {
                var statement = asked.statement();
                if (statement != null && connection.session().saysWhetherColumnsFollow()) {
                    statement.columns().copy(columns);
                }
                phase = endsWithOk() ? Phase.ROWS : Phase.COLUMNS_END;
            }
            case PARAMETERS -> phase = endsWithOk() ? afterParameters() : Phase.PARAMETERS_END;
            default -> {
                keepColumns();
                phase = Phase.PREPARED_COLUMNS_END;
            }
        }
    }

    private void keepColumns() {
        var statement = asked.statement();
        if (statement != null) {
            statement.columns().copy(columns);
        }
    }

    private Phase afterParameters() {
        columns.clear();
        expected = expectedColumns;
        return expected == 0 ? Phase.PREPARED_COLUMNS_END : Phase.PREPARED_COLUMNS;
    }

    /** Whether the answer to a statement that was prepared is complete without one more packet. */
    boolean isPreparedComplete() {
        return asked.answer() == Answer.PREPARED && phase == Phase.PREPARED_COLUMNS_END && endsWithOk();
    }

    /** A packet that is neither column nor row, and no error. */
    Outcome control(Gathered packet) {
        packet.seek(0);
        return switch (phase) {
            case FIRST -> first(packet);
            case COLUMNS_END -> {
                eof(packet);
                phase = Phase.ROWS;
                yield hasCursor() ? Outcome.ENDS : Outcome.GOES_ON;
            }
            case ROWS, FIELDS -> {
                end(packet);
                hasCursor();
                yield next();
            }
            case PARAMETERS_END -> {
                phase = afterParameters();
                yield phase == Phase.PREPARED_COLUMNS_END ? Outcome.ENDS : Outcome.GOES_ON;
            }
            case PREPARED_COLUMNS_END -> Outcome.ENDS;
            case COLUMNS, PARAMETERS, PREPARED_COLUMNS -> Outcome.BROKEN;
        };
    }

    /** Whether rows have to be fetched; then its columns are kept for them. */
    private boolean hasCursor() {
        var cursor = (status & CURSOR_EXISTS) != 0;
        if (cursor && phase == Phase.ROWS && rowCount == 0 && columns == own) {
            keepColumns();
        }
        return cursor;
    }

    private Outcome first(Gathered packet) {
        switch (asked.answer()) {
            case OK, LOGIN -> {
                end(packet);
                return Outcome.ENDS;
            }
            case ONE_PACKET -> {
                return Outcome.ENDS;
            }
            case PREPARED -> {
                return prepared(packet);
            }
            default -> {}
        }
        if (packet.length() == 0) {
            return Outcome.BROKEN;
        }
        if (packet.bytes()[0] == 0) {
            end(packet);
            return next();
        }
        var count = packet.lenenc();
        if (packet.isShort() || count > Columns.MAX) {
            return Outcome.BROKEN;
        }
        var follow = !connection.session().saysWhetherColumnsFollow() || packet.integer(1) != 0;
        expected = (int) count;
        columns = own;
        own.clear();
        phase = Phase.COLUMNS;
        if (!follow) {
            var statement = asked.statement();
            if (statement == null || statement.columns().count() != expected) {
                return Outcome.BROKEN;
            }
            columns = statement.columns();
            phase = endsWithOk() ? Phase.ROWS : Phase.COLUMNS_END;
        }
        return Outcome.GOES_ON;
    }

    /** An OK packet, or an EOF packet. */
    private void end(Gathered packet) {
        packet.seek(0);
        var first = (int) packet.integer(1);
        if (first == END && packet.length() < LONGEST_EOF && !endsWithOk()) {
            eof(packet);
            return;
        }
        packet.lenenc();
        packet.lenenc();
        status = (int) packet.integer(2);
    }

    private void eof(Gathered packet) {
        packet.seek(3);
        status = (int) packet.integer(2);
    }

    private Outcome next() {
        if ((status & MORE_RESULTS) == 0) {
            return Outcome.ENDS;
        }
        phase = Phase.FIRST;
        return Outcome.GOES_ON;
    }

    private Outcome prepared(Gathered packet) {
        packet.seek(1);
        var id = (int) packet.integer(4);
        expectedColumns = (int) packet.integer(2);
        var parameters = (int) packet.integer(2);
        packet.skip(3);
        if (packet.isShort()) {
            return Outcome.BROKEN;
        }
        var statement = new Statement(id, asked.operation(), parameters);
        connection.session().statements().add(statement);
        asked.statement(statement);
        if (connection.session().has(Capability.OPTIONAL_METADATA)
                && packet.remaining() > 0
                && packet.integer(1) == 0) {
            return Outcome.ENDS;
        }
        expected = parameters;
        columns = own;
        own.clear();
        phase = parameters > 0 ? Phase.PARAMETERS : afterParameters();
        return phase == Phase.PREPARED_COLUMNS_END ? Outcome.ENDS : Outcome.GOES_ON;
    }

    /** Rules on the rows so far, where a ruling could refuse them. */
    Ruling rule() {
        values.flush();
        tell();
        var rules = values.isOpen() && judge().mayDeny(Field.MYSQL_RESULT);
        return rules ? judge().decide(asked.operation()) : Ruling.FORWARD;
    }

    private void tell() {
        judge().rows(rowCount);
    }

    /** The answer is complete: rules on it for the last time. */
    Ruling close() {
        values.close();
        tell();
        var ruling = judge().mayDeny(Field.MYSQL_RESULT) ? judge().decide(asked.operation()) : Ruling.FORWARD;
        judge().end();
        judged = false;
        return ruling;
    }
}
