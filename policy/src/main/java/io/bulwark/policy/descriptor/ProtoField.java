package io.bulwark.policy.descriptor;

/**
 * A field of a message.
 *
 * @param name its full name
 * @param type the full name of the message that its values are; empty for a field without messages
 */
public record ProtoField(String name, int number, Kind kind, String type) {}
