package io.modelferry.delta.format;

/** A directory as bytes; {@link DirectoryReader} is its other half and says what must hold. */
final class DirectoryWriter {

    /** In place of a prediction's id: nothing else applied. */
    static final int NO_RUNNER_UP = 0xff;

    static final int BASE_CUT_LIKE_TARGET = 1;
    static final int BASE_CUT_LISTED = 0;

    private final FieldWriter out = new FieldWriter();
    private int expectedBase;

    private DirectoryWriter() {}

    static byte[] toBytes(Directory directory) {
        var writer = new DirectoryWriter();
        writer.sections(directory);
        writer.base(directory);
        if (directory.graph() != null) {
            writer.out.unsignedByte(directory.graph().prediction().id());
            writer.coded(directory.graph());
        }
        return writer.out.toByteArray();
    }

    private void sections(Directory directory) {
        out.varint(directory.sections().size());
        for (int i = 0; i < directory.sections().size(); i++) {
            out.varint(directory.target().gapBefore(i));
            section(directory.sections().get(i));
        }
    }

    private void section(Section section) {
        out.varint(section.length());
        out.unsignedByte(section.type().code());
        out.unsignedByte(section.match().id());
        out.text(section.name());
        out.unsignedByte(section.prediction().id());
        if (section.prediction().readsBase()) {
            out.signedVarint((long) section.baseIndex() - expectedBase);
            expectedBase = section.baseIndex() + 1;
        }
        out.varint(section.parameters().raw());
        if (section.parameters().raw() > 0) {
            out.varint(section.parameters().stored());
        }
        coded(section);
    }

    private void base(Directory directory) {
        if (directory.base().extents().equals(directory.target().extents())) {
            out.unsignedByte(BASE_CUT_LIKE_TARGET);
            return;
        }
        out.unsignedByte(BASE_CUT_LISTED);
        out.varint(directory.base().extents().size());
        for (int i = 0; i < directory.base().extents().size(); i++) {
            out.varint(directory.base().gapBefore(i));
            out.varint(directory.base().extents().get(i).length());
        }
    }

    private void coded(Section section) {
        out.unsignedByte(section.codec().id());
        section.chunks().forEach(out::varint);
        var runnerUp = section.runnerUp();
        if (runnerUp == null) {
            out.unsignedByte(NO_RUNNER_UP);
        } else {
            out.unsignedByte(runnerUp.prediction().id());
            out.unsignedByte(runnerUp.codec().id()).varint(runnerUp.storedBytes());
        }
    }
}
