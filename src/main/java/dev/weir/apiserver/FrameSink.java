package dev.weir.apiserver;

import dev.weir.http.Exchange;
import dev.weir.http.WebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the frames of a watch go. */
interface FrameSink {
  /** Sends frames together, and waits until they are on their way. */
  void send(List<byte[]> frames) throws IOException, InterruptedException;

  /** One response that goes on and on, a line a frame. Holds no buffer between sends. */
  static FrameSink lines(OutputStream out) {
    return frames -> {
      ByteArrayOutputStream batch = new ByteArrayOutputStream(512);
      frames.forEach(batch::writeBytes);
      out.write(batch.toByteArray());
      out.flush();
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
