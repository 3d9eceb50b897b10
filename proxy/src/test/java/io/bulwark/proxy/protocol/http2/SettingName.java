package io.bulwark.proxy.protocol.http2;

import java.util.List;

/** The names of settings in transcripts. */
final class SettingName {
    private static final List<String> NAMES = List.of(
            "HEADER_TABLE_SIZE",
            "ENABLE_PUSH",
            "MAX_CONCURRENT_STREAMS",
            "INITIAL_WINDOW_SIZE",
            "MAX_FRAME_SIZE",
            "MAX_HEADER_LIST_SIZE",
            "7",
            "ENABLE_CONNECT_PROTOCOL");

    private SettingName() {}

    static int number(String name) {
        var place = NAMES.indexOf(name);
        return place >= 0 ? place + 1 : Integer.decode(name);
    }

    static String name(int number) {
        return number >= 1 && number <= NAMES.size() ? NAMES.get(number - 1) : String.valueOf(number);
    }
}
