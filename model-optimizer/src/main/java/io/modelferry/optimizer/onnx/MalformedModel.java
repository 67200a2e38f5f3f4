package io.modelferry.optimizer.onnx;

/** A file that is not a model this house would run. The message is safe to show: it names the place, never the content. */
public final class MalformedModel extends Exception {

    /** Why, stable and for machines. */
    public enum Reason {
        NOT_ONNX("not-onnx"),
        TRUNCATED("truncated-model"),
        MALFORMED("malformed-model"),
        EXTERNAL_DATA("external-data"),
        TOO_LARGE("too-large"),
        TOO_COMPLEX("too-complex");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    private final Reason reason;

    public MalformedModel(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
