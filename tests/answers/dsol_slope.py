# %% right | rfft and irfft
def slope(u):
    n = u.shape[0]
    k = jnp.pi * jnp.arange(n // 2 + 1)
    return jnp.fft.irfft(1j * k * jnp.fft.rfft(u), n)

# %% right | full fft with fftfreq
def slope(u):
    n = len(u)
    k = 2 * jnp.pi * jnp.fft.fftfreq(n, d=2.0 / n)
    return jnp.fft.ifft(1j * k * jnp.fft.fft(u)).real

# %% right | wavenumbers by hand, mode n/2 set to zero
def slope(u):
    n = u.shape[0]
    m = np.concatenate([np.arange(n // 2), [0], np.arange(-n // 2 + 1, 0)])
    return jnp.real(jnp.fft.ifft(1j * np.pi * m * jnp.fft.fft(u)))

# %% right | dense spectral differentiation matrix (cotangents)
def slope(u):
    n = u.shape[0]
    d = np.arange(n)[:, None] - np.arange(n)[None, :]
    safe = np.where(d == 0, 1, d)
    D = np.where(d == 0, 0.0, 0.5 * (-1.0) ** np.abs(d) / np.tan(safe * np.pi / n))
    return np.pi * (jnp.asarray(D) @ u)

# %% right | NumPy's FFT by way of pure_callback
def slope(u):
    u = jnp.asarray(u)
    def host(a):
        a = np.asarray(a)
        n = a.shape[-1]
        k = np.pi * np.arange(n // 2 + 1)
        return np.fft.irfft(1j * k * np.fft.rfft(a), n).astype(a.dtype)
    return jax.pure_callback(host, jax.ShapeDtypeStruct(u.shape, u.dtype), u,
                             vmap_method="expand_dims")

# %% right | sines and cosines, projected with matrices
def slope(u):
    n = u.shape[0]
    m = np.arange(1, n // 2)
    theta = 2 * np.pi * ((np.arange(n)[:, None] * m[None, :]) % n) / n
    C, S = jnp.asarray(np.cos(theta)), jnp.asarray(np.sin(theta))
    a = 2.0 / n * (C.T @ u)
    b = 2.0 / n * (S.T @ u)
    k = np.pi * m
    return -S @ (k * a) + C @ (k * b)

# %% right | derivative of the trigonometric interpolant by grad, at each point
def slope(u):
    n = u.shape[0]
    c = jnp.fft.rfft(u)[: n // 2] / n
    w = jnp.where(jnp.arange(n // 2) == 0, 1.0, 2.0)
    k = jnp.pi * jnp.arange(n // 2)
    def p(x):
        phase = k * (x + 1.0)
        return jnp.sum(w * (c.real * jnp.cos(phase) - c.imag * jnp.sin(phase)))
    x = -1.0 + 2.0 * jnp.arange(n) / n
    return jax.jit(jax.vmap(jax.grad(p)))(x)

# %% right | shifts the field by s and takes the jvp in s
def slope(u):
    n = u.shape[0]
    c = jnp.fft.rfft(u)
    k = jnp.pi * jnp.arange(n // 2 + 1)
    def shifted(s):
        return jnp.fft.irfft(c * jnp.exp(1j * k * s), n)
    return jax.jvp(shifted, (0.0,), (1.0,))[1]

# %% right | loop over shifts: antisymmetric stencil as wide as the grid
def slope(u):
    u = jnp.asarray(u)
    n = u.shape[0]
    def body(j, total):
        sign = jnp.where(j % 2 == 0, 1.0, -1.0)
        weight = -0.5 * jnp.pi * sign / jnp.tan(j * jnp.pi / n)
        return total + weight * (jnp.roll(u, -j) - jnp.roll(u, j))
    return jax.lax.fori_loop(1, n // 2, body, jnp.zeros_like(u))

# %% right | DFT matrix written out, no FFT
def slope(u):
    n = u.shape[0]
    j = np.arange(n)
    F = np.exp(-2j * np.pi * (np.outer(j, j) % n) / n)
    m = np.where(j < n // 2, j, j - n)
    m[n // 2] = 0
    coef = jnp.asarray(F) @ u / n
    return (jnp.asarray(F.conj()) @ (1j * np.pi * m * coef)).real

# %% right | fftshifted modes, jitted inside
@jax.jit
def slope(u):
    n = u.size
    m = jnp.arange(-(n // 2), n // 2)
    c = jnp.fft.fftshift(jnp.fft.fft(u))
    dc = jnp.where(m == -(n // 2), 0.0, 1j * jnp.pi * m * c)
    return jnp.fft.ifft(jnp.fft.ifftshift(dc)).real

# %% wrong | takes the period for 2 pi: the factor pi is missing
def slope(u):
    n = u.shape[0]
    k = jnp.arange(n // 2 + 1)
    return jnp.fft.irfft(1j * k * jnp.fft.rfft(u), n)

# %% wrong | central differences, second order
def slope(u):
    h = 2.0 / u.shape[0]
    return (jnp.roll(u, -1) - jnp.roll(u, 1)) / (2 * h)

# %% wrong | NumPy's FFT, which does not work under jit
def slope(u):
    n = u.shape[0]
    k = np.pi * np.arange(n // 2 + 1)
    return np.fft.irfft(1j * k * np.fft.rfft(u), n)

# %% wrong | the factor i forgotten
def slope(u):
    n = u.shape[0]
    k = jnp.pi * jnp.arange(n // 2 + 1)
    return jnp.fft.irfft(k * jnp.fft.rfft(u), n)

# %% wrong | wavenumbers 0 to n-1: upper half not taken for negative
def slope(u):
    n = u.shape[0]
    k = jnp.pi * jnp.arange(n)
    return jnp.fft.ifft(1j * k * jnp.fft.fft(u)).real

# %% wrong | two-thirds rule cuts modes between n/3 and n/2 that the field may have
def slope(u):
    n = u.shape[0]
    m = jnp.arange(n // 2 + 1)
    c = jnp.where(m > n // 3, 0.0, jnp.fft.rfft(u))
    return jnp.fft.irfft(1j * jnp.pi * m * c, n)

# %% wrong | stays complex
def slope(u):
    n = u.shape[0]
    k = jnp.pi * jnp.fft.fftfreq(n, d=1.0 / n)
    return jnp.fft.ifft(1j * k * jnp.fft.fft(u))

# %% wrong | counts both ends of the interval: spacing 2/(n-1)
def slope(u):
    n = u.shape[0]
    x = jnp.linspace(-1.0, 1.0, n)
    h = x[1] - x[0]
    k = 2 * jnp.pi * jnp.fft.rfftfreq(n) / h
    return jnp.fft.irfft(1j * k * jnp.fft.rfft(u), n)

# %% wrong | single precision for speed
def slope(u):
    n = u.shape[0]
    k = (jnp.pi * jnp.arange(n // 2 + 1)).astype(jnp.float32)
    c = jnp.fft.rfft(jnp.asarray(u, jnp.float32))
    return jnp.fft.irfft(1j * k * c, n).astype(jnp.float64)
