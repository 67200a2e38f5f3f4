package io.modelferry.control.security;

/** What a browser may do with what comes from here (Content Security Policy 3). */
public final class ContentPolicy {

    /** Everything comes from this server, nothing inline: a script that slips into a page does not run. */
    public static final String STRICT = """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
            base-uri 'none'; frame-ancestors 'none'; form-action 'self'""";

    private ContentPolicy() {}
}
