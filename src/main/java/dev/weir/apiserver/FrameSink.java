package dev.weir.apiserver;

import dev.weir.http.Exchange;
import dev.weir.http.WebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Where the frames of a watch go. */
interface FrameSink {
  /** Sends frames together, and waits until they are on their way. */
  void send(List<byte[]> frames) throws IOException, InterruptedException;

  /** Shows a client that waits that it is not forgotten; fails if it is gone. */
  default void sign() throws IOException {}

  /**
   * One response that goes on and on, a line a frame. Holds no buffer between sends.
   *
   * @param writing is set while a write waits for the client
   */
  static FrameSink lines(OutputStream out, AtomicBoolean writing) {
    return new FrameSink() {
      @Override
      public void send(List<byte[]> frames) throws IOException {
        if (frames.size() == 1) {
          write(frames.getFirst());
          return;
        }
        ByteArrayOutputStream batch = new ByteArrayOutputStream(512);
        frames.forEach(batch::writeBytes);
        write(batch.toByteArray());
      }

      // Between JSON values a space is nothing.
      @Override
      public void sign() throws IOException {
        write(new byte[] {' '});
      }

      private void write(byte[] bytes) throws IOException {
        writing.set(true);
        out.write(bytes);
        out.flush();
        writing.set(false);
      }
    };
  }

  /**
   * One text message a frame, as Kubernetes does for clients that ask to {@link Exchange upgrade}.
   */
  static FrameSink messages(WebSocket socket) {
    return frames -> {
      for (byte[] frame : frames) {
        socket.send(new String(frame, StandardCharsets.UTF_8));
      }
    };
  }
}
