package io.modelferry.house.planted.protocol;

import org.springframework.util.StringUtils;

/** Violates: a message that knows Spring. */
final class FrameworkMessage {

    boolean empty(String text) {
        return !StringUtils.hasText(text);
    }
}
