//! Proxies that connect to another place than they are asked for: a server of the test.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use crate::server::{Server, read_head};

/// An HTTP proxy that answers `CONNECT`.
pub async fn connect(to: SocketAddr) -> Server {
    Server::serving(move |mut stream, seen| async move {
        let Some(head) = read_head(&mut stream).await else { return };
        seen.add(head);
        stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
        let mut there = TcpStream::connect(to).await.unwrap();
        let _ = copy_bidirectional(&mut stream, &mut there).await;
    })
    .await
}

/// A SOCKS 5 proxy (RFC 1928) without authentication, for names.
pub async fn socks(to: SocketAddr) -> Server {
    Server::serving(move |mut stream, seen| async move {
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).await.unwrap();
        let mut methods = vec![0; greeting[1].into()];
        stream.read_exact(&mut methods).await.unwrap();
        stream.write_all(&[5, 0]).await.unwrap();
        let mut request = [0; 5];
        stream.read_exact(&mut request).await.unwrap();
        assert_eq!(request[..4], [5, 1, 0, 3]);
        let mut name = vec![0; request[4].into()];
        stream.read_exact(&mut name).await.unwrap();
        let port = stream.read_u16().await.unwrap();
        seen.add(format!("SOCKS {}:{port}", String::from_utf8(name).unwrap()));
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
        let mut there = TcpStream::connect(to).await.unwrap();
        let _ = copy_bidirectional(&mut stream, &mut there).await;
    })
    .await
}
