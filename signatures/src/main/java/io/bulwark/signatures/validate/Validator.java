package io.bulwark.signatures.validate;

/** An exact check of the text that ends where a candidate ended. */
public enum Validator {
    NONE
}
