package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Denial;
import io.bulwark.proxy.protocol.FlowInfo;
import java.nio.charset.StandardCharsets;

/** The ERR packet that stands in for the server's answer. */
final class Refusal {
    /** The server's own error for a statement that needs a right that the user lacks; clients keep the connection. */
    private static final int STATEMENT = 1227;

    private static final String STATEMENT_STATE = "42000";

    /** The server's own error for a login that fails. */
    private static final int LOGIN = 1045;

    private static final String LOGIN_STATE = "28000";
    private static final int MAX_MESSAGE = 400;

    private Refusal() {}

    /** @param number which the packet carries */
    static byte[] statement(Denial why, FlowInfo flow, int number) {
        return packet(STATEMENT, STATEMENT_STATE, why, flow, number);
    }

    static byte[] login(Denial why, FlowInfo flow, int number) {
        return packet(LOGIN, LOGIN_STATE, why, flow, number);
    }

    private static byte[] packet(int code, String state, Denial why, FlowInfo flow, int number) {
        var message = "Denied by Bulwark: " + why.told() + " (flow " + flow.id() + ")";
        var text = message.substring(0, Math.min(message.length(), MAX_MESSAGE)).getBytes(StandardCharsets.US_ASCII);
        var length = 9 + text.length;
        var packet = new byte[Frame.HEADER_BYTES + length];
        packet[0] = (byte) length;
        packet[1] = (byte) (length >> Byte.SIZE);
        packet[3] = (byte) number;
        packet[4] = (byte) 0xFF;
        packet[5] = (byte) code;
        packet[6] = (byte) (code >> Byte.SIZE);
        packet[7] = '#';
        System.arraycopy(state.getBytes(StandardCharsets.US_ASCII), 0, packet, 8, 5);
        System.arraycopy(text, 0, packet, 13, text.length);
        return packet;
    }

    /** A packet of nothing, with which a client ends the file that it was asked for. */
    static byte[] noFile(int number) {
        return new byte[] {0, 0, 0, (byte) number};
    }
}
