package io.modelferry.agent.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class ReadingTimeTest {

    private static byte[] readOne(SocketChannel channel) throws IOException {
        var one = ByteBuffer.allocate(1);
        channel.read(one);
        return one.array();
    }

    @Test
    void closesTheConnectionOfAClientThatStops() throws Exception {
        try (var listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var client = new Socket(
                        InetAddress.getLoopbackAddress(), listening.socket().getLocalPort());
                var connection = listening.accept();
                var time = new ReadingTime(100)) {
            assertThatThrownBy(() -> time.limit(() -> readOne(connection))).isInstanceOf(IOException.class);

            assertThat(connection.isOpen()).isFalse();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void leavesAThreadAloneThatHasRead() throws Exception {
        try (var time = new ReadingTime(50)) {
            assertThat(time.limit(() -> new byte[] {7})).containsExactly(7);

            Thread.sleep(100); // past the limit: an alarm that still rings would interrupt this
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}
