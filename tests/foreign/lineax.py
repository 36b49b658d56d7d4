"""lineax: linear solves, with several operators and solvers, and what operators do."""

import jax
import jax.numpy as jnp
import lineax as lx
import numpy as np


def smooth(x, args):
    return jnp.sin(x) + args * x + 0.1 * jnp.roll(x, 1) ** 2


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    a = n(4, 4) + 4 * jnp.eye(4)
    spd = a @ a.T + jnp.eye(4)
    b = n(4)
    square = lx.MatrixLinearOperator(a)
    positive = lx.MatrixLinearOperator(spd, lx.positive_semidefinite_tag)
    negative = lx.MatrixLinearOperator(-spd, lx.negative_semidefinite_tag)
    tall = lx.MatrixLinearOperator(n(6, 3))
    wide = lx.MatrixLinearOperator(n(3, 6))
    lower = lx.MatrixLinearOperator(jnp.tril(a), lx.lower_triangular_tag)
    upper = lx.MatrixLinearOperator(jnp.triu(a), lx.upper_triangular_tag)
    diagonal = lx.DiagonalLinearOperator(2 + n(4) ** 2)
    bands = lx.TridiagonalLinearOperator(4 + n(4) ** 2, n(3), n(3))
    jacobian = lx.JacobianLinearOperator(smooth, n(4), 3.0)
    function = lx.FunctionLinearOperator(
        lambda x: a @ x, jax.ShapeDtypeStruct((4,), jnp.float32), closure_convert=False
    )
    halves = lx.PyTreeLinearOperator(
        {"u": {"u": a[:2, :2], "v": a[:2, 2:]}, "v": {"u": a[2:, :2], "v": a[2:, 2:]}},
        {
            "u": jax.ShapeDtypeStruct((2,), jnp.float32),
            "v": jax.ShapeDtypeStruct((2,), jnp.float32),
        },
    )
    tight = {"rtol": 1e-5, "atol": 1e-5}
    solves = {
        "auto": (square, b, lx.AutoLinearSolver(well_posed=True)),
        "auto,any": (tall, n(6), lx.AutoLinearSolver(well_posed=None)),
        "auto,ill": (square, b, lx.AutoLinearSolver(well_posed=False)),
        "LU": (square, b, lx.LU()),
        "QR": (tall, n(6), lx.QR()),
        "QR,wide": (wide, n(3), lx.QR()),
        "SVD": (tall, n(6), lx.SVD()),
        "SVD,square": (square, b, lx.SVD()),
        "Cholesky": (positive, b, lx.Cholesky()),
        "Cholesky,negative": (negative, b, lx.Cholesky()),
        "Diagonal": (diagonal, b, lx.Diagonal()),
        "Triangular,lower": (lower, b, lx.Triangular()),
        "Triangular,upper": (upper, b, lx.Triangular()),
        "Tridiagonal": (bands, b, lx.Tridiagonal()),
        "CG": (positive, b, lx.CG(**tight)),
        "CG,negative": (negative, b, lx.CG(**tight)),
        "Normal,CG": (square, b, lx.Normal(lx.CG(**tight))),
        "Normal,Cholesky": (tall, n(6), lx.Normal(lx.Cholesky())),
        # With `square` it fails: in float32 lineax 0.1.1 takes any negative rho for a breakdown.
        "BiCGStab": (positive, b, lx.BiCGStab(**tight)),
        "GMRES": (square, b, lx.GMRES(**tight)),
        "LSMR": (tall, n(6), lx.LSMR(**tight)),
        "Jacobian": (jacobian, b, lx.LU()),
        "Jacobian,GMRES": (jacobian, b, lx.GMRES(**tight)),
        "PyTree": (halves, {"u": n(2), "v": n(2)}, lx.LU()),
        "Add": (square + diagonal, b, lx.LU()),
        "Composed": (square @ bands, b, lx.LU()),
        "scaled": (2.0 * square, b, lx.QR()),
        "transpose": (square.T, b, lx.LU()),
    }
    for name, args in solves.items():
        yield f"lineax.linear_solve[{name}]", lx.linear_solve, args, {}

    def function_solve(matrix, vector):
        operator = lx.FunctionLinearOperator(lambda x: matrix @ x, jax.eval_shape(lambda: vector))
        return lx.linear_solve(operator, vector, lx.LU()).value

    def solve_value(matrix, vector):
        operator = lx.MatrixLinearOperator(matrix)
        return lx.linear_solve(operator, vector, lx.AutoLinearSolver(well_posed=True)).value

    yield "lineax.linear_solve[Function]", function_solve, (a, b), {}
    yield "lineax.linear_solve[value]", solve_value, (a, b), {}
    yield "lineax.MatrixLinearOperator.mv", square.mv, (b,), {}
    yield "lineax.TridiagonalLinearOperator.mv", bands.mv, (b,), {}
    yield "lineax.JacobianLinearOperator.mv", jacobian.mv, (b,), {}
    yield "lineax.FunctionLinearOperator.mv", function.mv, (b,), {}
    yield "lineax.FunctionLinearOperator.as_matrix", function.as_matrix, (), {}
    yield "lineax.PyTreeLinearOperator.mv", halves.mv, ({"u": n(2), "v": n(2)},), {}
    inverse = lx.invert(square, lx.LU())
    yield "lineax.invert", inverse.mv, (b,), {}
    yield "lineax.diagonal", lx.diagonal, (square,), {}
    yield "lineax.tridiagonal", lx.tridiagonal, (bands,), {}
    yield "lineax.materialise", lx.materialise, (jacobian,), {}
    yield "lineax.linearise", lambda x: lx.linearise(jacobian).mv(x), (b,), {}
    yield "lineax.conj", lambda m: lx.conj(lx.MatrixLinearOperator(m)).as_matrix(), (a,), {}
    state = lx.LU().init(square, {})
    yield "lineax.LU.compute", lambda v: lx.LU().compute(state, v, {})[0], (b,), {}
