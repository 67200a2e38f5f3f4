package io.modelferry.protocol.enrolment;

/** @param certificatePem client certificate for the new key, common name = device id */
public record RenewalReply(String certificatePem) {}
