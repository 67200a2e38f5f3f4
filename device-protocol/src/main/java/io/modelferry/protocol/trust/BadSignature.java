package io.modelferry.protocol.trust;

/** A signed document that cannot be believed. Nothing of its content has been used. */
public final class BadSignature extends RuntimeException {

    public BadSignature(String reason) {
        super(reason);
    }
}
