package io.bulwark.policy.descriptor;

/**
 * A field that is declared outside its message.
 *
 * @param message the full name of the message that has it
 */
public record ProtoExtension(String message, ProtoField field) {}
