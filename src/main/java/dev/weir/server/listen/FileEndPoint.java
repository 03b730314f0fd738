package dev.weir.server.listen;

import dev.weir.http.FileConnection;
import dev.weir.http.FileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A socket to which the kernel copies parts of files, where HTTP writes buffers that stand for
 * them. Under TLS no such buffer ever comes here: what is encrypted is another one.
 */
class FileEndPoint extends SocketChannelEndPoint implements FileConnection {
  private volatile Optional<FileRegion> region = Optional.empty();
  private volatile boolean copying;

  FileEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  @Override
  public final void sends(Optional<FileRegion> part) {
    region = part;
  }

  @Override
  public final boolean flush(ByteBuffer... buffers) throws IOException {
    for (int i = 0; i < buffers.length; i++) {
      if (FileRegion.isStoodForBy(buffers[i]) && buffers[i].hasRemaining()) {
        return (i == 0 || super.flush(Arrays.copyOf(buffers, i)))
            && copy(buffers[i])
            && flush(Arrays.copyOfRange(buffers, i + 1, buffers.length));
      }
    }
    return super.flush(buffers);
  }

  /** True if all was sent; if not, the socket takes no more now, or may take more. */
  private boolean copy(ByteBuffer standIn) throws IOException {
    FileRegion file = region.orElseThrow(() -> new EOFException("its sender has given up"));
    int before = standIn.remaining();
    copying = true;
    try {
      file.send(standIn, getChannel());
    } catch (EOFException e) {
      throw e;
    } catch (IOException e) {
      throw new EofException(e); // as where buffers are written: mostly the client has left
    } finally {
      copying = false;
    }
    if (standIn.remaining() < before) {
      notIdle();
    }
    return !standIn.hasRemaining();
  }

  /** While the kernel copies, the disk is waited for, and not the client. */
  @Override
  protected void onIdleExpired(TimeoutException timeout) {
    if (copying) {
      notIdle();
    } else {
      super.onIdleExpired(timeout);
    }
  }
}
