package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import java.util.regex.Pattern;

/** Device ids with {@code *} for any run of characters, for example {@code cam-*}. */
final class IdPattern {

    static final String FORM = "[a-z0-9_*-]{1,63}";

    private IdPattern() {}

    static boolean matches(String pattern, DeviceId device) {
        return Pattern.matches(pattern.replaceAll("\\*+", "[a-z0-9_-]*"), device.value());
    }
}
