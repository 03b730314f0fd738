package dev.weir.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Puts a door behind a Jetty connector. */
public final class DoorHandler extends Handler.Abstract {
  private final Door door;

  public DoorHandler(Door door) {
    super(InvocationType.BLOCKING);
    this.door = door;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange = new Exchange(request, response, callback);
    try {
      door.handle(exchange);
    } finally {
      exchange.release();
    }
    exchange.complete();
    return true;
  }
}
