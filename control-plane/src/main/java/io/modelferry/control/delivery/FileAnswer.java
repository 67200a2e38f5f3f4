package io.modelferry.control.delivery;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a part of a file as fast as the device takes it. While its line is full it holds no thread, so that a thousand slow lines cost
 * a thousand open files and nothing else. A line that takes nothing for as long as the connector waits (20 s) is given up; the device
 * goes on by range.
 */
final class FileAnswer implements WriteListener {

    private static final Logger log = LoggerFactory.getLogger(FileAnswer.class);
    private static final int CHUNK_BYTES = 64 << 10;

    private final AsyncContext exchange;
    private final ServletOutputStream out;
    private final SeekableByteChannel file;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private long left;

    private FileAnswer(AsyncContext exchange, SeekableByteChannel file, long length) throws IOException {
        this.exchange = exchange;
        this.out = exchange.getResponse().getOutputStream();
        this.file = file;
        this.left = length;
    }

    /**
     * Takes the file over and closes it. Status and headers are set; the caller returns and writes nothing.
     *
     * @param file at the first byte to send
     */
    static void begin(HttpServletRequest request, SeekableByteChannel file, long length, RightOfWay rightOfWay)
            throws IOException {
        var exchange = request.startAsync();
        exchange.setTimeout(0); // a long download is no fault
        var answer = new FileAnswer(exchange, file, length);
        rightOfWay.whenClear(answer::go);
    }

    private void go() {
        try {
            out.setWriteListener(this);
        } catch (RuntimeException gone) { // it waited, and its device does not any more
            onError(gone);
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        while (left > 0 && out.isReady()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), left));
            var read = file.read(chunk);
            if (read < 0) {
                throw new IOException("the artifact ended " + left + " bytes early");
            }
            left -= read;
            out.write(chunk.array(), 0, read);
        }
        if (left == 0 && out.isReady()) {
            end();
        }
    }

    @Override
    public void onError(Throwable broken) {
        log.debug("a download broke off bytesLeft={} reason={}", left, broken.toString());
        end();
    }

    private void end() {
        try {
            file.close();
        } catch (IOException e) {
            log.warn("an artifact was not closed reason={}", e.toString());
        }
        exchange.complete();
    }
}
