package io.modelferry.optimizer.worker;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Jobs and messages as lines of JSON. */
final class Lines {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Lines() {}

    static String job(Job job) {
        return JSON.writerFor(Job.class).writeValueAsString(job);
    }

    static String message(Message message) {
        return JSON.writerFor(Message.class).writeValueAsString(message);
    }

    /** @throws IllegalArgumentException if the line is no job */
    static Job job(String line) {
        return parsed(line, Job.class);
    }

    /** @throws IllegalArgumentException if the line is no message */
    static Message message(String line) {
        return parsed(line, Message.class);
    }

    private static <T> T parsed(String line, Class<T> type) {
        try {
            var value = JSON.readValue(line, type);
            if (value == null) {
                throw new IllegalArgumentException("the line is empty");
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
