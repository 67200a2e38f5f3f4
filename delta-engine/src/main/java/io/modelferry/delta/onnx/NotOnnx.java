package io.modelferry.delta.onnx;

/** The file is no ONNX model, or one that we do not understand: its bytes are treated as bytes. */
final class NotOnnx extends Exception {

    private static final long serialVersionUID = 1L;

    NotOnnx(String reason) {
        super(reason, null, false, false);
    }
}
