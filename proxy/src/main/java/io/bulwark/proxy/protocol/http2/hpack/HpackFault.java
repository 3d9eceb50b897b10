package io.bulwark.proxy.protocol.http2.hpack;

/** The ways in which a header block breaks the rules. After any of them the tables of both sides differ for good. */
public enum HpackFault {
    /** Index 0, or one behind the last entry of the dynamic table (RFC 7541 section 2.3.3). */
    INVALID_INDEX,
    /** A fifth continuation byte: nothing that is allowed here needs one (section 5.1). */
    INTEGER_TOO_LARGE,
    /** The end-of-string symbol inside a string (section 5.2). */
    HUFFMAN_END_OF_STRING,
    /** Eight bits or more behind the last symbol, or some that are not the first ones of end-of-string (section 5.2). */
    HUFFMAN_PADDING,
    /** A size update behind a field (section 4.2). */
    LATE_SIZE_UPDATE,
    /** A third size update in one block; two can say all that there is to say (section 4.2). */
    TOO_MANY_SIZE_UPDATES,
    /** A size update to more than was agreed on (section 6.3). */
    TABLE_TOO_LARGE,
    /** The block ends inside a field. */
    TRUNCATED
}
